from django.db import models


class Room(models.Model):
    name = models.CharField(max_length=80)

    def __str__(self):
        return self.name


class Exhibit(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE)
    shown_from = models.DateTimeField()
    photo = models.FileField(upload_to="photos", blank=True)

    def __str__(self):
        return self.name


class Label(models.Model):
    exhibit = models.ForeignKey(Exhibit, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)


class Letter(models.Model):
    name = models.CharField(max_length=80)
    text = models.TextField()
    picture = models.FileField(upload_to="letters", blank=True)
